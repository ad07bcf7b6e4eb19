import { GraphiQL } from 'graphiql';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import type { GraphiQLPlugin } from '@graphiql/react';
import { useState } from 'react';
import { endpointURL, type Config } from './config';
import { createExamplesPanel, ExamplesIcon } from './ExamplesPanel';
import { createPlanPanel } from './PlanPanel';
import { createFetcher } from './request';
import { openSession } from './storage';
import { Title } from './Title';

function PlanIcon() {
  return (
    <svg height="1em" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true" data-testid="plan-icon">
      <rect x="9" y="2.5" width="6" height="5" rx="1.2" />
      <rect x="2.5" y="16.5" width="6" height="5" rx="1.2" />
      <rect x="15.5" y="16.5" width="6" height="5" rx="1.2" />
      <path d="M12 7.500v4.500M5.5 16.500V12h13v4.5" />
    </svg>
  );
}

function pluginsFor(config: Config): GraphiQLPlugin[] {
  const plugins: GraphiQLPlugin[] = [HISTORY_PLUGIN];
  if (config.operations.length > 0) {
    plugins.push({ title: 'Examples', icon: ExamplesIcon, content: createExamplesPanel(config.operations) });
  }
  if (config.plan) {
    plugins.push({ title: 'Query plan', icon: PlanIcon, content: createPlanPanel(endpointURL(config)) });
  }
  return plugins;
}

/** The whole playground; what it is made of is fixed for the life of the page. */
export function App({ config }: { config: Config }) {
  const [parts] = useState(() => ({
    fetcher: createFetcher(config),
    plugins: pluginsFor(config),
    ...openSession(config),
  }));
  const { active } = parts;
  return (
    <GraphiQL
      fetcher={parts.fetcher}
      plugins={parts.plugins}
      storage={parts.storage}
      // The storage drops headers; "persisting" them makes GraphiQL take those that openSession fills in.
      shouldPersistHeaders
      showPersistHeadersSettings={false}
      initialQuery={active.query ?? ''}
      initialVariables={active.variables ?? ''}
      initialHeaders={active.headers ?? ''}
      defaultHeaders={config.headers}
      defaultEditorToolsVisibility
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        <Title>{config.title}</Title>
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
