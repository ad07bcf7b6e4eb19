const forward = process.env.USER_HEADER === "1" && {
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ "x-bench-id": request.headers.get("x-bench-id") ?? "" }),
  },
};

export const gatewayConfig = {
  inboundInflightRequestDeduplication: process.env.SHARED === "1",
  ...forward,
};
