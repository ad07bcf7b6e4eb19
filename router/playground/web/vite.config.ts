import { defineConfig } from 'vite';

// Relative URLs throughout (base './'): the page also works behind a proxy that
// mounts the router below a path prefix. Everything but index.html lives under
// playground/, which keeps the root of the router's URL space free.
export default defineConfig({
  base: './',
  build: {
    outDir: 'build',
    assetsDir: 'playground/assets',
    // The notices that the bundled libraries' licences ask for.
    license: { fileName: 'playground/licenses.md' },
    // Inlined assets would need data: in more CSP directives and defeat caching.
    assetsInlineLimit: 0,
    target: 'es2022',
    // Monaco is one large chunk by nature; the warning says nothing new.
    chunkSizeWarningLimit: 8192,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { pluginTimings: false },
      onwarn(warning, warn) {
        // "use client" in libraries means nothing to a page without a server.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
  worker: { format: 'es' },
});
