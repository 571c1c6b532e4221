/** The doors, straight from the source. In an app of your own, wirehooks comes from npm. */
const doors = Object.fromEntries(
  [
    ['^wirehooks$', 'index.ts'],
    ['^wirehooks/socket\\.io$', 'socket.io.ts'],
    ['^wirehooks/testing/msw$', 'testing.msw.ts'],
  ].map(([door, file]) => [door, `<rootDir>/../../../../src/${file}`]),
)

export const base = {
  testMatch: ['<rootDir>/*.jest.tsx'],
  testEnvironment: 'jest-fixed-jsdom',
  setupFilesAfterEnv: ['<rootDir>/../../../../src/testing.setup.ts'],
  moduleNameMapper: doors,
}

export const tsconfig = {
  jsx: 'react-jsx',
  target: 'ES2022',
  isolatedModules: true,
  esModuleInterop: true,
  rootDir: '../../../..',
}
