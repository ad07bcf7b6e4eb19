// Apollo Gateway behind Apollo Server's own HTTP server.
const { readFileSync } = require("node:fs");
const { ApolloServer } = require("@apollo/server");
const { startStandaloneServer } = require("@apollo/server/standalone");
const { ApolloGateway, RemoteGraphQLDataSource } = require("@apollo/gateway");

class Service extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    if (context.id) request.http.headers.set("x-bench-id", context.id);
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(process.env.SUPERGRAPH, "utf8"),
  buildService: ({ url }) => new Service({ url }),
});
const forward = process.env.USER_HEADER === "1";
startStandaloneServer(new ApolloServer({ gateway }), {
  listen: { host: "127.0.0.1", port: Number(process.env.PORT) },
  context: async ({ req }) => (forward ? { id: req.headers["x-bench-id"] } : {}),
});
