import { useId } from 'react';
import { GraphQLText } from './highlight';
import type { EntityInput, FetchNode, GroupNode, PlanNode } from './plan';

/** How many colours the stylesheet has for services. */
const HUES = 8;

/** The colour of a service: by its place among the plan's services, so that neighbours differ. */
export type Hue = (service: string) => number;

export function hueOf(services: string[]): Hue {
  return (service) => Math.max(0, services.indexOf(service)) % HUES;
}

interface NodeProps {
  node: PlanNode;
  hue: Hue;
  open: boolean;
}

/** One node of the plan and what is below it. */
export function PlanTree({ node, hue, open }: NodeProps) {
  switch (node.kind) {
    case 'Fetch':
    case 'BatchFetch':
      return <Fetch fetch={node} hue={hue} open={open} />;
    case 'Sequence':
    case 'Parallel':
      return <Group node={node} hue={hue} open={open} />;
    case 'Branches':
      return (
        <section className="weft-group" data-testid="plan-node" data-kind={node.order === 'either' ? 'Condition' : 'Branches'} aria-label={node.title}>
          <h4 className="weft-group-title"><code>{node.title}</code></h4>
          {node.branches.map((branch, index) => (
            <div key={index} className="weft-branch">
              <span className="weft-label">{branch.label}</span>
              {branch.node ? <PlanTree node={branch.node} hue={hue} open={open} /> : <p className="weft-line weft-muted">no request of its own</p>}
            </div>
          ))}
        </section>
      );
    case 'Unknown':
      return (
        <section className="weft-group" data-testid="plan-node" data-kind="Unknown" aria-label={node.name}>
          <h4 className="weft-group-title">{node.name}</h4>
          <pre className="weft-code" tabIndex={0}>{node.json}</pre>
        </section>
      );
  }
}

function Group({ node, hue, open }: NodeProps & { node: GroupNode }) {
  const serial = node.kind === 'Sequence';
  const title = serial ? 'one after another' : 'at the same time';
  const items = node.nodes.map((child, index) => (
    <li key={index}><PlanTree node={child} hue={hue} open={open} /></li>
  ));
  return (
    <section className={serial ? 'weft-group weft-sequence' : 'weft-group weft-parallel'} data-testid="plan-node" data-kind={node.kind} aria-label={`${node.kind}: ${title}`}>
      <h4 className="weft-group-title">{node.kind} <span className="weft-muted">{title}</span></h4>
      {serial ? <ol>{items}</ol> : <ul>{items}</ul>}
    </section>
  );
}

function Fetch({ fetch, hue, open }: { fetch: FetchNode; hue: Hue; open: boolean }) {
  const titleId = useId();
  const what = fetch.kind === 'BatchFetch' ? 'batch of entities' : fetch.entities.length > 0 ? 'entities' : fetch.operationKind;
  return (
    <article className={`weft-fetch weft-hue-${hue(fetch.service)}`} data-testid="plan-node" data-kind={fetch.kind} data-service={fetch.service} aria-labelledby={titleId}>
      <header id={titleId} className="weft-fetch-title">
        <span className="weft-dot" aria-hidden="true" />
        <span className="weft-service" data-testid="plan-service">{fetch.service}</span>
        <span className="weft-chip">{what}</span>
      </header>
      {fetch.entities.map((entity, index) => <Entity key={index} entity={entity} />)}
      {fetch.variables.length > 0 && (
        <p className="weft-line"><span className="weft-label">uses</span> {fetch.variables.map((name) => <code key={name} className="weft-variable">${name}</code>)}</p>
      )}
      <details open={open} data-testid="plan-operation">
        <summary>Operation sent to {fetch.service}</summary>
        <GraphQLText text={fetch.operation} label={`Operation sent to ${fetch.service}`} />
      </details>
    </article>
  );
}

function Entity({ entity }: { entity: EntityInput }) {
  return (
    <div className="weft-entity">
      {entity.paths.map((path) => (
        <p key={path} className="weft-line"><span className="weft-label">at</span> <code data-testid="plan-path">{path}</code></p>
      ))}
      {entity.requires !== '' && (
        <details>
          <summary>needs {oneLine(entity.requires)}</summary>
          <GraphQLText text={entity.requires} label="Representation" />
        </details>
      )}
    </div>
  );
}

/** The representation in brief: `Product { id sku }`. */
function oneLine(selection: string): string {
  const flat = selection
    .replace(/\s+/g, ' ')
    .replace(/^\{ ?(.*?) ?\}$/, '$1')
    .replace(/\.\.\. on /g, '')
    .replace(/__typename /g, '');
  return flat.length > 60 ? `${flat.slice(0, 59)}…` : flat;
}
