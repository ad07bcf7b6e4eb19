import type { Config, Example } from './config';

/** A tab as GraphiQL keeps it. */
export interface Tab {
  id: string;
  hash: string | null;
  title: string;
  query: string | null;
  variables: string | null;
  headers: string | null;
  operationName: string | null;
  response: string | null;
}

export interface Tabs {
  activeTabIndex: number;
  tabs: Tab[];
}

/** The examples as they were when this browser last saw them: name -> content. */
export type Seen = Record<string, string>;

/** What identifies an untouched example; headers are left out, they hold tokens. */
export function contentOf(part: { query: string | null; variables: string | null }): string {
  return `${part.query ?? ''}\u0000${part.variables ?? ''}`;
}

/** Everything to know about the examples on the next visit. */
export function seenOf(examples: Example[]): Seen {
  return Object.fromEntries(examples.map((example) => [example.name, contentOf(example)]));
}

/** Reads what seenOf wrote; nothing seen where it is unusable. */
export function readSeen(text: string | null): Seen {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Seen) : {};
  } catch {
    return {};
  }
}

/** The name of the first named operation in a document, null for none. */
export function operationNameOf(query: string): string | null {
  return /^[^#\n]*\b(?:query|mutation|subscription)\s+([_A-Za-z]\w*)/m.exec(query)?.[1] ?? null;
}

function tabOf(content: { query: string; variables: string; headers: string }): Tab {
  const operationName = operationNameOf(content.query);
  return {
    id: crypto.randomUUID?.() ?? `tab-${Date.now()}-${Math.random()}`,
    hash: null,
    title: operationName ?? '<untitled>',
    query: content.query,
    variables: content.variables,
    headers: content.headers,
    operationName,
    response: null,
  };
}

/**
 * The tabs to open: the stored ones, brought up to date with the examples.
 *
 * An untouched example follows its file (changed: replaced, gone: closed), a new
 * example gets a tab, one that was closed stays closed, and what the user wrote
 * is kept. Headers are never stored, so they are filled in again here.
 */
export function mergeTabs(stored: Tabs | null, seen: Seen, config: Config): Tabs {
  const byName = new Map(config.operations.map((example) => [example.name, example]));
  const nameOf = new Map(Object.entries(seen).map(([name, content]) => [content, name]));
  const headersFor = new Map(config.operations.map((example) => [operationNameOf(example.query), example.headers]));

  const activeId = stored?.tabs[stored.activeTabIndex]?.id;
  const tabs: Tab[] = [];
  for (const tab of stored?.tabs ?? []) {
    const name = nameOf.get(contentOf(tab));
    if (name === undefined) {
      const known = tab.operationName ? headersFor.get(tab.operationName) : undefined;
      tabs.push({ ...tab, headers: known ?? config.headers });
      continue;
    }
    const example = byName.get(name);
    if (example) tabs.push({ ...tabOf(example), id: tab.id });
  }
  for (const example of config.operations) {
    if (!(example.name in seen)) tabs.push(tabOf(example));
  }
  if (tabs.length === 0) tabs.push(...config.operations.map(tabOf));
  if (tabs.length === 0) tabs.push(tabOf({ query: WELCOME, variables: '', headers: config.headers }));
  return { tabs, activeTabIndex: Math.max(0, tabs.findIndex((tab) => tab.id === activeId)) };
}

const WELCOME = `# Write a query here; Ctrl-Space completes, Ctrl-Enter runs it.

query {
  __typename
}
`;

/** Reads what GraphiQL stored, null where there is none or it is unusable. */
export function readTabs(text: string | null): Tabs | null {
  if (!text) return null;
  try {
    const value = JSON.parse(text) as Tabs;
    const usable =
      Number.isInteger(value.activeTabIndex) &&
      Array.isArray(value.tabs) &&
      value.tabs.every((tab) => typeof tab?.id === 'string' && typeof tab.title === 'string');
    return usable ? value : null;
  } catch {
    return null;
  }
}

/** JSON text without any `headers` member: tokens do not belong into a browser's storage. */
export function withoutHeaders(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (key, value) => (key === 'headers' ? null : value));
  } catch {
    return text;
  }
}
