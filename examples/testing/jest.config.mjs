/** What `module` and `verbatimModuleSyntax` have to be where Jest runs CommonJS, as it does by default. */
const tsconfig = { jsx: 'react-jsx', module: 'CommonJS', isolatedModules: true, rootDir: '../..' }

export default {
  testMatch: ['<rootDir>/chat.jest.test.tsx'],
  testEnvironment: 'jsdom',
  setupFilesAfterEnv: ['<rootDir>/jest.setup.ts'],
  transform: { '\\.tsx?$': ['ts-jest', { tsconfig }] },
  // Straight from the source. In an app of your own, wirehooks comes from npm.
  moduleNameMapper: {
    '^wirehooks$': '<rootDir>/../../src/index.ts',
    '^wirehooks/testing$': '<rootDir>/../../src/testing.ts',
    '^wirehooks/testing/setup$': '<rootDir>/../../src/testing.setup.ts',
  },
}
