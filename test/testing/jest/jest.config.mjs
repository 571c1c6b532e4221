/** What `verbatimModuleSyntax` has to be where Jest runs CommonJS, as it does by default. */
const tsconfig = { jsx: 'react-jsx', module: 'CommonJS', target: 'ES2022', isolatedModules: true, rootDir: '../../..' }

export default {
  testMatch: ['<rootDir>/*.jest.tsx'],
  testEnvironment: 'jsdom',
  setupFilesAfterEnv: ['<rootDir>/../../../src/testing.setup.ts'],
  transform: { '\\.tsx?$': ['ts-jest', { tsconfig }] },
  moduleNameMapper: {
    '^wirehooks$': '<rootDir>/../../../src/index.ts',
    '^wirehooks/vanilla$': '<rootDir>/../../../src/vanilla.ts',
    '^wirehooks/testing$': '<rootDir>/../../../src/testing.ts',
  },
}
