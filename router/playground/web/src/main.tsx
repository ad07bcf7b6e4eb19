import './workers';
import 'graphiql/style.css';
import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { loadConfig } from './config';

const container = document.getElementById('root')!;

loadConfig().then(
  (config) => {
    document.title = config.title;
    createRoot(container).render(<App config={config} />);
  },
  (error: unknown) => {
    const message = document.createElement('p');
    message.className = 'weft-boot';
    message.setAttribute('role', 'alert');
    message.textContent = error instanceof Error ? error.message : String(error);
    container.replaceChildren(message);
  },
);
