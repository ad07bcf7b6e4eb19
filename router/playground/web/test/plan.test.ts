import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathText, planStats, readPlan } from '../src/plan';

const fetch = (serviceName: string, more: object = {}) => ({
  kind: 'Fetch', serviceName, operationKind: 'query', operation: '{a{b}}', variableUsages: [], ...more,
});
const plan = (node?: object) => ({ kind: 'QueryPlan', node });

test('a plan without fetches', () => {
  assert.equal(readPlan({ kind: 'QueryPlan' }), null);
  assert.equal(readPlan({ kind: 'QueryPlan', node: null }), null);
  assert.deepEqual(planStats(null), { fetches: 0, depth: 0, services: [] });
});

test('what is no plan is an error', () => {
  assert.throws(() => readPlan('text'), /not an object/);
  assert.throws(() => readPlan([]), /not an object/);
});

test('an entity fetch carries the path of its Flattens and its representation', () => {
  const requires = [{
    kind: 'InlineFragment', typeCondition: 'Product',
    selections: [
      { kind: 'Field', name: '__typename' },
      { kind: 'Field', name: 'weight', alias: 'w', selections: [{ kind: 'Field', name: 'grams' }] },
    ],
  }];
  const node = readPlan(plan({
    kind: 'Flatten', path: ['top', '@'],
    node: { kind: 'Flatten', path: ['product'], node: fetch('inventory', { requires, variableUsages: ['country', 3] }) },
  }));
  assert.deepEqual(node, {
    kind: 'Fetch', service: 'inventory', operationKind: 'query', variables: ['country'],
    operation: '{\n  a {\n    b\n  }\n}',
    entities: [{
      paths: ['top[].product'],
      requires: '{\n  ... on Product {\n    __typename\n    w: weight {\n      grams\n    }\n  }\n}',
    }],
  });
});

test('a batch has one input per call', () => {
  const node = readPlan(plan({
    kind: 'BatchFetch', serviceName: 'shipping', operationKind: 'query', operation: 'no graphql (',
    entityBatch: { aliases: [
      { alias: '_e0', paths: [['a', '@'], ['b']], requires: '{ ... on A { id } }' },
      { alias: '_e1', path: ['c'] },
    ] },
  }));
  assert.ok(node?.kind === 'BatchFetch');
  assert.equal(node.operation, 'no graphql (');
  assert.deepEqual(node.entities, [
    { paths: ['a[]', 'b'], requires: '{\n  ... on A {\n    id\n  }\n}' },
    { paths: ['c'], requires: '' },
  ]);
});

test('depth is the longest chain of requests, fetches count both branches of a condition', () => {
  const cases: [object, number, number][] = [
    [fetch('a'), 1, 1],
    [{ kind: 'Sequence', nodes: [fetch('a'), { kind: 'Parallel', nodes: [fetch('b'), { kind: 'Sequence', nodes: [fetch('c'), fetch('d')] }] }] }, 4, 3],
    [{ kind: 'Condition', condition: 'x', ifClause: fetch('a'), elseClause: { kind: 'Sequence', nodes: [fetch('b'), fetch('c')] } }, 3, 2],
    [{ kind: 'Condition', condition: 'x', ifClause: fetch('a') }, 1, 1],
    [{ kind: 'Defer', primary: { node: fetch('a') }, deferred: [{ label: 'l', node: fetch('b') }, { node: fetch('c') }] }, 3, 2],
    [{ kind: 'Defer', primary: { node: fetch('a') }, deferred: [{ depends: [], node: { kind: 'Sequence', nodes: [fetch('b'), fetch('c')] } }] }, 3, 2],
    [{ kind: 'Defer', primary: {}, deferred: [{ depends: [{ id: '0' }] }] }, 0, 0],
    [{ kind: 'Subscription', primary: fetch('a'), rest: fetch('b') }, 2, 2],
    [{ kind: 'Sequence', nodes: [] }, 0, 0],
    [{ kind: 'Novelty', nodes: [fetch('a')] }, 0, 0],
  ];
  for (const [node, fetches, depth] of cases) {
    const stats = planStats(readPlan(plan(node)));
    assert.deepEqual([stats.fetches, stats.depth], [fetches, depth], JSON.stringify(node));
  }
  assert.deepEqual(planStats(readPlan(plan({ kind: 'Parallel', nodes: [fetch('b'), fetch('a'), fetch('b')] }))).services, ['b', 'a']);
});

test('a deferred part says where it stands, and whether it takes a request', () => {
  const node = readPlan(plan({
    kind: 'Defer',
    primary: { node: fetch('a') },
    deferred: [
      { label: 'more', path: ['products', '@'], depends: [{ id: '0' }], node: { kind: 'Flatten', path: ['products', '@'], node: fetch('a') } },
      { path: [], depends: [] },
    ],
  }));
  assert.ok(node?.kind === 'Branches');
  assert.deepEqual(node.branches.map((branch) => [branch.label, branch.node?.kind ?? null]), [
    ['first answer', 'Fetch'],
    ['deferred “more” at products[]', 'Fetch'],
    ['deferred at the root', null],
  ]);
});

test('unknown and malformed nodes keep their place', () => {
  const node = readPlan(plan({ kind: 'Sequence', nodes: [{ kind: 'Novelty', x: 1 }, 'text', { kind: 'Fetch' }] }));
  assert.ok(node?.kind === 'Sequence');
  assert.deepEqual(node.nodes.map((child) => child.kind), ['Unknown', 'Unknown', 'Fetch']);
});

test('a plan nested beyond reason is cut, not followed', () => {
  let deep: object = fetch('a');
  for (let i = 0; i < 100_000; i++) deep = { kind: 'Flatten', path: [], node: deep };
  assert.deepEqual(readPlan(plan(deep)), { kind: 'Unknown', name: 'nested too deeply to be shown', json: '' });
});

test('paths', () => {
  assert.equal(pathText(['a', '@', '@', 'b']), 'a[][].b');
  assert.equal(pathText(['@', 'a']), '[].a');
  assert.equal(pathText([]), '');
});
