import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Config, Example } from '../src/config';
import { mergeTabs, operationNameOf, readTabs, seenOf, withoutHeaders, type Tabs } from '../src/session';
import { openSession, type Store } from '../src/storage';

const example = (name: string, query = `query ${name} { a }`): Example => ({ name, query, variables: '', headers: `{"h":"${name}"}` });
const config = (...operations: Example[]): Config => ({ title: 't', endpoint: '/graphql', plan: true, headers: '{"h":"default"}', operations });
const queries = (tabs: Tabs) => tabs.tabs.map((tab) => tab.query);
/** What is left on the disk: headers are not. */
const stored = (tabs: Tabs) => readTabs(withoutHeaders(JSON.stringify(tabs)));

test('the first visit opens every example', () => {
  const tabs = mergeTabs(null, {}, config(example('A'), example('B')));
  assert.deepEqual(tabs.tabs.map((tab) => [tab.title, tab.headers]), [['A', '{"h":"A"}'], ['B', '{"h":"B"}']]);
  assert.equal(tabs.activeTabIndex, 0);
});

test('without examples there is a tab to begin with', () => {
  const tabs = mergeTabs(null, {}, config());
  assert.equal(tabs.tabs.length, 1);
  assert.equal(tabs.tabs[0]!.headers, '{"h":"default"}');
});

test('untouched examples follow their files, edited tabs stay, closed ones stay closed', () => {
  const before = [example('A'), example('B'), example('Gone'), example('Closed')];
  const first = mergeTabs(null, {}, config(...before));
  const [a, b, gone] = first.tabs;
  const edited = { ...b!, query: 'query B { mine }' };
  const own = { ...a!, id: 'own', title: 'Own', operationName: 'Own', query: 'query Own { x }' };
  const session: Tabs = { tabs: [a!, edited, gone!, own], activeTabIndex: 3 };

  const now = config(example('A', 'query A { changed }'), example('B'), example('Closed'), example('New'));
  const merged = mergeTabs(stored(session), seenOf(before), now);
  assert.deepEqual(queries(merged), ['query A { changed }', 'query B { mine }', 'query Own { x }', 'query New { a }']);
  assert.deepEqual(merged.tabs.map((tab) => tab.headers), ['{"h":"A"}', '{"h":"B"}', '{"h":"default"}', '{"h":"New"}']);
  assert.equal(merged.tabs[merged.activeTabIndex]!.id, 'own');
});

test('closing everything opens the examples again', () => {
  const now = config(example('A'));
  assert.deepEqual(queries(mergeTabs({ tabs: [], activeTabIndex: 0 }, seenOf(now.operations), now)), ['query A { a }']);
});

test('unusable storage counts as none', () => {
  for (const text of [null, '', '{', '[]', 'null', '{"tabs":[]}', '{"activeTabIndex":0,"tabs":[null]}', '{"activeTabIndex":0,"tabs":[{"id":1}]}']) {
    assert.equal(readTabs(text), null, String(text));
  }
});

test('operation names', () => {
  assert.equal(operationNameOf('# query Not { a }\nmutation Add($a: Int) { b }'), 'Add');
  assert.equal(operationNameOf('{ a }'), null);
});

function memory(values: Record<string, string> = {}): Store & { values: Record<string, string> } {
  return {
    values,
    get length() { return Object.keys(values).length; },
    getItem: (key) => values[key] ?? null,
    setItem: (key, value) => void (values[key] = value),
    removeItem: (key) => void delete values[key],
    clear: () => void Object.keys(values).forEach((key) => delete values[key]),
  };
}

test('headers never reach the store', () => {
  const store = memory();
  const { storage, active } = openSession(config(example('A')), store);
  assert.match(storage.getItem('graphiql:tabState')!, /\{\\"h\\":\\"A\\"\}/);
  assert.equal(active.headers, '{"h":"A"}');
  storage.setItem('graphiql:headers', '{"authorization":"secret"}');
  storage.setItem('graphiql:tabState', JSON.stringify({ tabs: [{ ...active, headers: 'secret' }], activeTabIndex: 0 }));
  storage.setItem('graphiql:queries', '{"queries":[{"query":"{a}","headers":"secret"}]}');
  storage.setItem('graphiql:theme', 'dark');
  assert.doesNotMatch(JSON.stringify(store.values), /secret/);
  assert.equal(storage.getItem('graphiql:theme'), 'dark');
  assert.equal(openSession(config(example('A')), store).active.headers, '{"h":"A"}');
});

test('a damaged memory of the examples does not keep the page from opening', () => {
  for (const text of ['{', '[]', 'null', '7', '{"A":5}']) {
    assert.equal(openSession(config(example('A')), memory({ 'weft:examples': text })).active.query, 'query A { a }', text);
  }
});
