import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Tests are not timed: this only ends those that hang, on a busy machine too.
  test: { testTimeout: 120_000 },
});
