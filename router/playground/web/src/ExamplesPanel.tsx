import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import type { Example } from './config';
import { operationNameOf } from './session';

export function ExamplesIcon() {
  return (
    <svg height="1em" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
      <path d="M4 5.500h2M4 12h2M4 18.500h2M10 5.500h10M10 12h10M10 18.500h10" strokeLinecap="round" />
    </svg>
  );
}

/** The content of the "Examples" panel: every example operation, opened by a click. */
export function createExamplesPanel(examples: Example[]) {
  return function ExamplesPanel() {
    const { tabs, activeTabIndex, queryEditor, variableEditor, headerEditor } = useGraphiQL((state) => ({
      tabs: state.tabs,
      activeTabIndex: state.activeTabIndex,
      queryEditor: state.queryEditor,
      variableEditor: state.variableEditor,
      headerEditor: state.headerEditor,
    }));
    const { addTab, changeTab, updateActiveTabValues } = useGraphiQLActions();
    const open = (example: Example) => {
      const operationName = operationNameOf(example.query);
      const tab = tabs.findIndex((one) => one.title === operationName);
      if (tab >= 0) return changeTab(tab);
      addTab();
      queryEditor?.setValue(example.query);
      variableEditor?.setValue(example.variables);
      headerEditor?.setValue(example.headers);
      // The editors tell the tab with a delay; a quick switch to another tab would come before.
      const { query, variables, headers } = example;
      updateActiveTabValues({ query, variables, headers, operationName });
    };
    return (
      <section aria-label="Examples" data-testid="examples-panel">
        <header className="weft-panel-header">
          <h2>Examples</h2>
        </header>
        <ul className="weft-examples">
          {examples.map((example) => {
            const name = operationNameOf(example.query) ?? example.name;
            const current = tabs[activeTabIndex]?.title === name;
            return (
              <li key={example.name}>
                <button type="button" className="weft-example" aria-current={current} onClick={() => open(example)}>
                  <span>{name}</span>
                  <span className="weft-muted">{describe(example)}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </section>
    );
  };
}

/** The comment a file begins with, as one line; else its name. */
function describe(example: Example): string {
  const lines: string[] = [];
  for (const line of example.query.split('\n')) {
    const comment = /^\s*#\s?(.*)$/.exec(line);
    if (!comment) break;
    lines.push(comment[1]!);
  }
  return lines.join(' ').trim() || example.name;
}
