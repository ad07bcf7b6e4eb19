// Runs all audits of graphql-http against the URL given, and prints one JSON
// document: [{id, name, plain, preflight}]. `plain` is the outcome with requests
// as the audits make them; `preflight` with the header that a router with CSRF
// prevention asks of GET requests.
import { serverAudits } from 'graphql-http';

const url = process.argv[2];
const withHeader = (input, init = {}) =>
  fetch(input, { ...init, headers: { ...init.headers, 'apollo-require-preflight': 'audit' } });

async function run(fetchFn) {
  const outcomes = new Map();
  for (const audit of serverAudits({ url, fetchFn })) {
    const result = await audit.fn();
    outcomes.set(audit.id, { name: audit.name, outcome: result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}` });
  }
  return outcomes;
}

const plain = await run(fetch);
const preflight = await run(withHeader);
const report = [...plain].map(([id, { name, outcome }]) => ({ id, name, plain: outcome, preflight: preflight.get(id).outcome }));
process.stdout.write(JSON.stringify(report));
