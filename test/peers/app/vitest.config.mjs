export default { test: { include: ['src/*.test.ts'], setupFiles: ['wirehooks/testing/vitest'] } }
