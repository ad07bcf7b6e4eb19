import { parse, GraphQLError, type DocumentNode } from 'graphql';
import { fetchJSON, operationToRun } from './request';

export interface PlanError {
  message: string;
  /** `extensions.code`, '' for none. */
  code: string;
  /** Like `line 3, column 7`, '' for none. */
  where: string;
}

export type PlanAnswer =
  | { state: 'empty' }
  | { state: 'plan'; operation: string; queryPlan: unknown }
  | { state: 'errors'; title: string; errors: PlanError[] };

export interface PlanQuestion {
  query: string;
  operationName: string | null | undefined;
  variables: Record<string, unknown> | undefined;
  headers: Record<string, unknown> | undefined;
}

interface GraphQLAnswer {
  data?: unknown;
  errors?: { message?: unknown; locations?: { line: number; column: number }[]; extensions?: { code?: unknown } }[];
  extensions?: { queryPlan?: unknown };
}

const NO_PLAN =
  'The router answered without a query plan. Its configuration decides whether plans are shown.';

/**
 * Asks the router for the plan of an operation, without running it.
 *
 * A router that ignores the header would run the operation instead. So nothing
 * but a query is sent before a harmless one has shown that the header is heard.
 */
export class Planner {
  #heard = false;

  constructor(private readonly url: URL) {}

  async ask(question: PlanQuestion, signal: AbortSignal): Promise<PlanAnswer> {
    if (question.query.trim() === '') return { state: 'empty' };
    let document: DocumentNode;
    try {
      document = parse(question.query);
    } catch (error) {
      return isBlank(question.query) ? { state: 'empty' } : syntaxError(error);
    }
    const operation = operationToRun(document, question.operationName);
    if (!operation) return { state: 'empty' };
    if (operation.operation !== 'query' && !this.#heard) {
      const probe = await this.#send({ ...question, query: 'query Probe { __typename }', operationName: 'Probe', variables: undefined }, signal);
      if (probe.state !== 'plan') return probe;
    }
    return this.#send({ ...question, operationName: operation.name?.value }, signal);
  }

  async #send(question: PlanQuestion, signal: AbortSignal): Promise<PlanAnswer> {
    const { query, operationName, variables, headers } = question;
    const response = await fetchJSON(this.url, {
      method: 'POST',
      signal,
      headers: {
        ...(headers as Record<string, string> | undefined),
        'content-type': 'application/json',
        // A plan has its deferred parts only for those who take answers in parts.
        accept: 'multipart/mixed;incrementalSpec=v0.2, application/graphql-response+json, application/json;q=0.9',
        'Apollo-Expose-Query-Plan': 'dry-run',
      },
      body: JSON.stringify({ query, operationName, variables }),
    });
    // Plans come in one piece: an answer in parts is one of the operation, run.
    const inParts = /multipart\/mixed/i.test(response.headers.get('content-type') ?? '');
    const answer = (inParts ? {} : await response.json()) as GraphQLAnswer;
    if (answer.extensions?.queryPlan !== undefined) {
      this.#heard = true;
      return { state: 'plan', operation: operationName ?? '', queryPlan: answer.extensions.queryPlan };
    }
    const errors = (answer.errors ?? []).map(readError);
    if (errors.length === 0) errors.push({ message: NO_PLAN, code: '', where: '' });
    const status = response.ok ? '' : ` (HTTP ${response.status} ${response.statusText})`.replace(' )', ')');
    return { state: 'errors', title: `No plan${status}`, errors };
  }
}

function isBlank(query: string): boolean {
  return query.replace(/#[^\n\r]*/g, '').replace(/[\s,\uFEFF]/g, '') === '';
}

function syntaxError(error: unknown): PlanAnswer {
  const location = error instanceof GraphQLError ? error.locations?.[0] : undefined;
  const where = location ? `line ${location.line}, column ${location.column}` : '';
  return { state: 'errors', title: 'The operation does not parse', errors: [{ message: (error as Error).message, code: '', where }] };
}

function readError(error: NonNullable<GraphQLAnswer['errors']>[number]): PlanError {
  const location = error.locations?.[0];
  const code = error.extensions?.code;
  return {
    message: typeof error.message === 'string' ? error.message : JSON.stringify(error),
    code: typeof code === 'string' ? code : '',
    where: location ? `line ${location.line}, column ${location.column}` : '',
  };
}

