import { readdirSync } from 'node:fs';
import { defineConfig } from 'vite';

// The tests are TypeScript, which the oldest Node we support does not run by itself.
const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));

export default defineConfig({
  build: {
    ssr: true,
    outDir: 'build-test',
    emptyOutDir: true,
    rolldownOptions: { input: tests.map((name) => `${import.meta.dirname}/${name}`) },
  },
});
