import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'

const source = (path: string) => resolve(import.meta.dirname, 'src', path)

/** Puts the machine of scripts beside the threads that run it; `quickjs-binary.ts` reads it there. */
const quickJsBinary: Plugin = {
  name: 'quickjs-binary',
  generateBundle() {
    const file = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm')
    this.emitFile({ type: 'asset', fileName: 'quickjs.wasm', source: readFileSync(file) })
  },
}

/**
 * Everything is bundled, so that the packaged app and the npm package hold `out/` and nothing else. Main-process
 * bundles are built for Node 20: the same files run in Electron, on the command line and behind the browser.
 */
export default defineConfig({
  main: {
    plugins: [quickJsBinary],
    build: {
      externalizeDeps: false,
      target: 'node20',
      outDir: 'out/main',
      rolldownOptions: {
        input: {
          desktop: source('main/desktop/desktop.ts'),
          cli: source('main/cli/cli.ts'),
          'engine-thread': source('main/engine/thread/engine-thread.ts'),
          'query-thread': source('main/engine/query/query-thread.ts'),
          'search-thread': source('main/engine/query/search-thread.ts'),
          'export-thread': source('main/engine/query/export-thread.ts'),
          'import-thread': source('main/engine/import/import-thread.ts'),
          'script-thread': source('main/engine/scripts/script-thread.ts'),
          'load-thread': source('main/engine/load/load-thread.ts'),
          'script-check-thread': source('main/engine/scripts/script-check-thread.ts'),
        },
        external: ['electron'],
        // hdr-histogram-js hides an import of `zlib` from bundlers, which nothing here uses.
        checks: { eval: false },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      outDir: 'out/preload',
      rolldownOptions: {
        input: { preload: source('preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: source('renderer'),
    plugins: [vue(), tailwindcss()],
    define: {
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
      __VUE_I18N_FULL_INSTALL__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
      __INTLIFY_DROP_MESSAGE_COMPILER__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
    },
    build: {
      outDir: resolve(import.meta.dirname, 'out/renderer'),
      // Half as much to read and compile when a window opens; electron-vite does not do it by itself.
      minify: true,
      // Files come from this disk, so one of them is as good as many.
      chunkSizeWarningLimit: 4_096,
      // The CSP permits fonts from files only, not from data: addresses.
      assetsInlineLimit: 0,
      rolldownOptions: { input: source('renderer/index.html') },
    },
  },
})
