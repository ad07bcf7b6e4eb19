import { tryParseJSONC, useGraphiQL, useHeadersEditorState, useOperationsEditorState, useVariablesEditorState } from '@graphiql/react';
import { useEffect, useMemo, useState } from 'react';
import { hueOf, PlanTree } from './PlanTree';
import { planStats, readPlan, type PlanNode } from './plan';
import { Planner, type PlanAnswer } from './planRequest';

/** How long the editor must rest before the plan is asked for, in milliseconds. */
const REST = 350;

type Shown =
  | { state: 'idle' | 'empty' }
  | { state: 'plan'; operation: string; plan: PlanNode | null; json: string }
  | Extract<PlanAnswer, { state: 'errors' }>;

/** The content of the "Query plan" panel for one GraphQL endpoint. */
export function createPlanPanel(url: URL) {
  const planner = new Planner(url);
  return function PlanPanel() {
    const { shown, busy, refresh } = usePlan(planner);
    const [open, setOpen] = useState(false);
    return (
      <section className="weft-plan" aria-label="Query plan" aria-busy={busy} data-testid="plan-panel" data-state={busy ? 'busy' : shown.state}>
        <header className="weft-panel-header">
          <h2>Query plan</h2>
          <div className="weft-plan-actions">
            {shown.state === 'plan' && shown.plan && (
              <button type="button" className="weft-button" data-testid="plan-expand" aria-pressed={open} onClick={() => setOpen(!open)}>
                {open ? 'Hide operations' : 'Show operations'}
              </button>
            )}
            <button type="button" className="weft-button" data-testid="plan-refresh" onClick={refresh}>Refresh</button>
          </div>
        </header>
        {/* A new key on `open`: what was folded by hand follows the button again. */}
        <PlanBody key={String(open)} shown={shown} open={open} />
      </section>
    );
  };
}

function PlanBody({ shown, open }: { shown: Shown; open: boolean }) {
  switch (shown.state) {
    case 'idle':
      return <p className="weft-muted" role="status">Asking the router for the plan…</p>;
    case 'empty':
      return <p className="weft-muted" role="status" data-testid="plan-status">Write an operation to see how the router would answer it.</p>;
    case 'errors':
      return (
        <div className="weft-errors" role="alert" data-testid="plan-error">
          <h3>{shown.title}</h3>
          <ul>
            {shown.errors.map((error, index) => (
              <li key={index}>
                {error.code && <code className="weft-code-chip">{error.code}</code>} {error.message}
                {error.where && <span className="weft-muted"> ({error.where})</span>}
              </li>
            ))}
          </ul>
        </div>
      );
    case 'plan':
      return <PlanView plan={shown.plan} json={shown.json} operation={shown.operation} open={open} />;
  }
}

function PlanView({ plan, json, operation, open }: { plan: PlanNode | null; json: string; operation: string; open: boolean }) {
  const stats = useMemo(() => planStats(plan), [plan]);
  const hue = useMemo(() => hueOf(stats.services), [stats]);
  const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
  return (
    <>
      <p className="weft-plan-summary" role="status" data-testid="plan-summary">
        {operation && <strong>{operation} </strong>}
        <span data-testid="plan-fetches">{count(stats.fetches, 'fetch', 'fetches')}</span>
        <span data-testid="plan-depth">depth {stats.depth}</span>
        <span data-testid="plan-services">{count(stats.services.length, 'service', 'services')}</span>
      </p>
      <div data-testid="plan-tree" className="weft-plan-tree">
        {plan ? <PlanTree node={plan} hue={hue} open={open} /> : <p className="weft-muted">The router answers this by itself; no service is asked.</p>}
      </div>
      <details className="weft-raw">
        <summary>Plan as JSON</summary>
        <pre className="weft-code" tabIndex={0} aria-label="Plan as JSON" data-testid="plan-json">{json}</pre>
      </details>
    </>
  );
}

/** The plan of the operation in the editor, asked for anew whenever the editors have come to rest. */
function usePlan(planner: Planner): { shown: Shown; busy: boolean; refresh: () => void } {
  const [query] = useOperationsEditorState();
  const [variables] = useVariablesEditorState();
  const [headers] = useHeadersEditorState();
  const operationName = useGraphiQL((state) => state.operationName);
  const [round, setRound] = useState(0);
  const question = JSON.stringify([query, variables, headers, operationName, round]);
  const [answer, setAnswer] = useState<{ to: string; shown: Shown }>({ to: '', shown: { state: 'idle' } });

  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const shown = await askPlan(planner, { query, variables, headers, operationName }, abort.signal);
      if (!abort.signal.aborted) setAnswer({ to: question, shown });
    }, REST);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [planner, question]);

  return { shown: answer.shown, busy: answer.to !== question, refresh: () => setRound((n) => n + 1) };
}

interface Editors {
  query: string;
  variables: string;
  headers: string;
  operationName: string | undefined;
}

async function askPlan(planner: Planner, editors: Editors, signal: AbortSignal): Promise<Shown> {
  const failed = (title: string, message: string): Shown => ({ state: 'errors', title, errors: [{ message, code: '', where: '' }] });
  let variables, headers;
  try {
    variables = tryParseJSONC(editors.variables);
  } catch (error) {
    return failed('No plan', `Variables ${(error as Error).message}`);
  }
  try {
    headers = tryParseJSONC(editors.headers);
  } catch (error) {
    return failed('No plan', `Request headers ${(error as Error).message}`);
  }
  try {
    const answer = await planner.ask({ query: editors.query, operationName: editors.operationName, variables, headers }, signal);
    if (answer.state !== 'plan') return answer;
    const json = JSON.stringify(answer.queryPlan, null, 2);
    return { state: 'plan', operation: answer.operation, plan: readPlan(answer.queryPlan), json };
  } catch (error) {
    return failed('The router could not be asked', (error as Error).message);
  }
}
