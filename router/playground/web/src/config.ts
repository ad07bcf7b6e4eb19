/** An example operation as the router sends it; all four are texts for an editor. */
export interface Example {
  name: string;
  query: string;
  /** JSON text, '' for none. */
  variables: string;
  /** JSON text, '' for none; the development token is already filled in. */
  headers: string;
}

/** What the router tells the page about itself (playground/config.json). */
export interface Config {
  title: string;
  /** Where GraphQL is served: a path, or a URL relative to the page. */
  endpoint: string;
  /** Whether the router answers `Apollo-Expose-Query-Plan: dry-run`. */
  plan: boolean;
  /** JSON text for the headers editor of new tabs, '' for none. */
  headers: string;
  operations: Example[];
}

/** Fetches the configuration. Throws an Error fit for showing. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch(new URL('playground/config.json', document.baseURI));
  if (!response.ok) {
    throw new Error(`The playground's configuration could not be loaded: HTTP ${response.status} ${response.statusText}`);
  }
  return (await response.json()) as Config;
}

/** The absolute URL of the GraphQL endpoint. */
export function endpointURL(config: Config): URL {
  return new URL(config.endpoint, document.baseURI);
}
