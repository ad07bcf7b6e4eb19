import { createGraphiQLFetcher, type Fetcher, type FetcherParams } from '@graphiql/toolkit';
import { parse, Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { endpointURL, type Config } from './config';

/**
 * Chooses the operation to send. The editor learns of a new document with a small
 * delay; until then the operation name belongs to the document before.
 */
export function operationToRun(document: DocumentNode, wanted: string | null | undefined): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return operations.find((operation) => operation.name?.value === wanted) ?? operations[0];
}

/** `fetch`, but an answer that is no JSON becomes an error that says what came instead. */
export async function fetchJSON(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  const type = response.headers.get('content-type') ?? '';
  if (/json|multipart\/mixed/i.test(type)) return response;
  const text = (await response.text()).slice(0, 500);
  throw new Error(`HTTP ${response.status} ${response.statusText}: the answer is no GraphQL response (${type || 'no content type'}). ${text}`.trim());
}

/** The function through which GraphiQL sends introspection and operations. */
export function createFetcher(config: Config): Fetcher {
  const url = endpointURL(config);
  const socket = new URL(url);
  socket.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const send = createGraphiQLFetcher({ url: url.href, subscriptionUrl: socket.href, fetch: fetchJSON });

  return (params: FetcherParams, options) => {
    if (params.operationName === 'IntrospectionQuery') {
      // The first introspection happens before the headers editor exists.
      const headers = options?.headers ?? (config.headers ? (JSON.parse(config.headers) as Record<string, string>) : undefined);
      return send(params, { ...options, headers });
    }
    let document: DocumentNode;
    try {
      document = parse(params.query);
    } catch {
      return send(params, options); // the router says what is wrong with it
    }
    const operation = operationToRun(document, params.operationName);
    return send({ ...params, operationName: operation?.name?.value }, { ...options, documentAST: document });
  };
}
