import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** The shelf that pages are made of, with the libraries it stands on. */
const partOfPages = /\/src\/web\/ui\/|\/node_modules\/(?:radix-ui|@radix-ui|lucide-react|@floating-ui)\//

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    outDir: 'dist',
    target: 'es2023',
    // Monaco is one lazy chunk; the budget of what is loaded first is a test of its own.
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      // Whoever starts it for the first time reads what the build says, and how long its parts took is no news to them.
      checks: { bundlerTimings: false },
      treeshake: {
        // The pure rooms do nothing when they are imported, which is their law: a page that takes one name through
        // a door need not carry the whole engine (20 KB less on the first page, 75 KB less on others).
        moduleSideEffects: [{ test: /\/src\/(?:std|mcp|risk|policy|model|contract)\//, sideEffects: false }],
      },
      output: {
        chunkFileNames: ({ name }) => `assets/${name.startsWith('shared~') ? 'shared' : '[name]'}-[hash].js`,
        // Left to itself, the bundler gives every set of pages that share something a file: 84 for the builder, most of them
        // of a few hundred bytes. Each one costs a page more to ask for and to compile than it saves.
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'] },
            { name: 'ui', test: partOfPages, minShareCount: 7 },
            { name: 'data', test: /\/src\/(?:web\/data|contract|model)\//, minShareCount: 4 },
            // What is left stays with those who use it; only what is tiny goes to the nearest.
            {
              name: 'shared',
              test: (id) => !id.includes('/monaco-editor/'),
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 1000,
            },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'node',
    // Vitest leaves a core to the rest of the machine, which doubles the time on two.
    maxWorkers: '100%',
    // No module of ours has state or acts when imported, so files share what they import: half the time again.
    isolate: false,
    // Long enough for a busy machine: how fast something is is measured by the benchmarks.
    testTimeout: 30_000,
    benchmark: { include: ['src/**/*.bench.ts'] },
  },
})
