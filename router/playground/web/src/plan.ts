import { parse, print } from 'graphql';

/**
 * A query plan for showing. The router's JSON (`extensions.queryPlan`) is read
 * tolerantly: a node of an unknown kind keeps its place and shows its JSON, so
 * that a newer router does not blank the page.
 */
export type PlanNode =
  | GroupNode
  | FetchNode
  | BranchesNode
  | { kind: 'Unknown'; name: string; json: string };

export interface GroupNode {
  kind: 'Sequence' | 'Parallel';
  nodes: PlanNode[];
}

/** Labelled parts: the two sides of a condition, or a first part and what follows it. */
export interface BranchesNode {
  kind: 'Branches';
  /** Either: one of them runs. Then: the others wait for the first. */
  order: 'either' | 'then';
  title: string;
  branches: Branch[];
}

export interface Branch {
  label: string;
  /** Null: it takes no request of its own. */
  node: PlanNode | null;
  /** It begins without waiting for the first. */
  atOnce?: boolean;
}

export interface FetchNode {
  kind: 'Fetch' | 'BatchFetch';
  service: string;
  operationKind: string;
  /** Pretty-printed where it parses. */
  operation: string;
  variables: string[];
  /** What it takes from earlier answers; empty for a root fetch. A BatchFetch has one per call. */
  entities: EntityInput[];
}

export interface EntityInput {
  /** Where the objects are; several where one call serves several places. */
  paths: string[];
  /** The representation in GraphQL syntax, '' when unknown. */
  requires: string;
}

export interface PlanStats {
  /** Requests to subgraphs; both branches of a condition count. */
  fetches: number;
  /** The longest chain of requests that wait for one another. */
  depth: number;
  /** Names of the services asked, in plan order. */
  services: string[];
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Plans are shallow; the bound only keeps a malformed answer from exhausting the stack. */
const MAX_DEPTH = 200;

/** Reads `extensions.queryPlan`. Null: a plan without any fetch (introspection, `__typename`). */
export function readPlan(queryPlan: unknown): PlanNode | null {
  if (!isObject(queryPlan)) throw new Error('The query plan in the answer is not an object.');
  const root = queryPlan['kind'] === 'QueryPlan' ? queryPlan['node'] : queryPlan;
  return root === undefined || root === null ? null : readNode(root, [], 0);
}

function readNode(value: unknown, path: string[], depth: number): PlanNode {
  if (depth > MAX_DEPTH) return { kind: 'Unknown', name: 'nested too deeply to be shown', json: '' };
  if (!isObject(value)) return unknownNode(value);
  const below = (child: unknown, at = path) => readNode(child, at, depth + 1);
  switch (value['kind']) {
    case 'Sequence':
    case 'Parallel':
      return { kind: value['kind'], nodes: list(value['nodes']).map((node) => below(node)) };
    case 'Flatten':
      return below(value['node'], [...path, ...list(value['path']).map(segmentText)]);
    case 'Fetch':
      return readFetch(value, path);
    case 'BatchFetch':
      return readBatch(value, path);
    case 'Condition':
      return branches('either', `if $${text(value['condition'])}`, [
        ['then', value['ifClause']],
        ['else', value['elseClause']],
      ], below);
    case 'Defer':
      return readDefer(value, below);
    case 'Subscription':
      return branches('then', 'subscription', [
        ['event', value['primary']],
        ['for every event', value['rest']],
      ], below);
    default:
      return unknownNode(value);
  }
}

function branches(
  order: BranchesNode['order'],
  title: string,
  parts: [string, unknown][],
  below: (child: unknown) => PlanNode,
): PlanNode {
  const present = parts.filter(([, node]) => node !== undefined && node !== null);
  return { kind: 'Branches', order, title, branches: present.map(([label, node]) => ({ label, node: below(node) })) };
}

function readDefer(value: Json, below: (child: unknown) => PlanNode): PlanNode {
  const nodeOf = (part: unknown) => (isObject(part) ? part['node'] : undefined);
  const branch = (label: string, part: unknown): Branch => {
    const node = nodeOf(part);
    return { label, node: node === undefined || node === null ? null : below(node) };
  };
  const deferred = list(value['deferred']).filter(isObject).map((part): Branch => {
    const label = text(part['label']) ? ` “${text(part['label'])}”` : '';
    const place = pathText(list(part['path'] ?? part['queryPath']).map(segmentText));
    const atOnce = Array.isArray(part['depends']) && part['depends'].length === 0;
    return { ...branch(`deferred${label} at ${place === '' ? 'the root' : place}`, part), atOnce };
  });
  return { kind: 'Branches', order: 'then', title: '@defer', branches: [branch('first answer', value['primary']), ...deferred] };
}

function unknownNode(value: unknown): PlanNode {
  const name = isObject(value) ? text(value['kind']) : '';
  return { kind: 'Unknown', name: name || 'unknown node', json: JSON.stringify(value, null, 2) ?? '' };
}

function readFetch(value: Json, path: string[]): FetchNode {
  const requires = selectionText(value['requires']);
  const isEntity = requires !== '' || path.length > 0;
  return {
    kind: 'Fetch',
    ...readRequest(value),
    entities: isEntity ? [{ paths: path.length > 0 ? [pathText(path)] : [], requires }] : [],
  };
}

/** A batch: `entityBatch.aliases`, one per entity call, each with its paths and representation. */
function readBatch(value: Json, path: string[]): FetchNode {
  const batch = isObject(value['entityBatch']) ? value['entityBatch'] : value;
  const calls = list(batch['aliases'] ?? batch['calls'] ?? batch['entities']).filter(isObject);
  const entities = calls.map((call): EntityInput => {
    const found = list(call['paths'] ?? call['mergePaths']);
    const paths = found.length > 0 ? found : call['path'] === undefined ? [] : [call['path']];
    return {
      paths: paths.map((one) => pathText([...path, ...list(one).map(segmentText)])),
      requires: selectionText(call['requires']),
    };
  });
  return { kind: 'BatchFetch', ...readRequest(value), entities };
}

function readRequest(value: Json): Omit<FetchNode, 'kind' | 'entities'> {
  return {
    service: text(value['serviceName']) || '(unnamed service)',
    operationKind: text(value['operationKind']) || 'query',
    operation: prettyOperation(text(value['operation'])),
    variables: list(value['variableUsages']).filter((name) => typeof name === 'string'),
  };
}

function prettyOperation(operation: string): string {
  try {
    return print(parse(operation, { noLocation: true }));
  } catch {
    return operation;
  }
}

/** A segment is a key, '@' for every element of a list, or a type condition. */
function segmentText(segment: unknown): string {
  if (typeof segment === 'string' || typeof segment === 'number') return String(segment);
  return JSON.stringify(segment);
}

/** `products.@.reviews` reads as `products[].reviews`. */
export function pathText(path: string[]): string {
  let result = '';
  for (const segment of path) {
    if (segment === '@') result += '[]';
    else result += (result === '' ? '' : '.') + segment;
  }
  return result;
}

/** `requires` is GraphQL text in some planners and a list of selection nodes in others. */
function selectionText(value: unknown): string {
  if (typeof value === 'string') return prettySelection(value);
  const printed = selections(value, 0);
  return printed === '' ? '' : prettySelection(`{${printed}}`);
}

function selections(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) return '';
  return list(value)
    .filter(isObject)
    .map((node) => {
      const inner = selections(node['selections'], depth + 1);
      const body = inner === '' ? '' : ` {${inner}}`;
      if (node['kind'] === 'Field') {
        const alias = text(node['alias']);
        return `${alias ? `${alias}: ` : ''}${text(node['name'])}${body}`;
      }
      const on = text(node['typeCondition']);
      return body === '' ? '' : `...${on ? ` on ${on}` : ''}${body}`;
    })
    .filter((part) => part !== '')
    .join(' ');
}

function prettySelection(selection: string): string {
  try {
    return print(parse(selection, { noLocation: true }));
  } catch {
    return selection;
  }
}

/** Counts a plan as planners are compared: requests, and the longest chain of them. */
export function planStats(node: PlanNode | null): PlanStats {
  const services = new Set<string>();
  const { fetches, depth } = node ? measure(node, services) : { fetches: 0, depth: 0 };
  return { fetches, depth, services: [...services] };
}

function measure(node: PlanNode, services: Set<string>): { fetches: number; depth: number } {
  if (node.kind === 'Unknown') return { fetches: 0, depth: 0 };
  if ('service' in node) {
    services.add(node.service);
    return { fetches: 1, depth: 1 };
  }
  const children: (PlanNode | null)[] = node.kind === 'Branches' ? node.branches.map((branch) => branch.node) : node.nodes;
  const parts = children.map((child) => (child ? measure(child, services) : { fetches: 0, depth: 0 }));
  const fetches = parts.reduce((sum, part) => sum + part.fetches, 0);
  const depths = parts.map((part) => part.depth);
  const longest = (of: number[]) => Math.max(0, ...of);
  if (node.kind === 'Sequence') return { fetches, depth: depths.reduce((sum, depth) => sum + depth, 0) };
  if (node.kind === 'Branches' && node.order === 'then') {
    const first = depths[0] ?? 0;
    const ends = depths.slice(1).map((depth, i) => (depth === 0 || node.branches[i + 1]?.atOnce ? depth : first + depth));
    return { fetches, depth: longest([first, ...ends]) };
  }
  return { fetches, depth: longest(depths) };
}
