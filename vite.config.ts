import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

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
