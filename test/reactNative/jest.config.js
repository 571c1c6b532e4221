module.exports = {
  preset: '@react-native/jest-preset',
  testTimeout: 30_000,
  testMatch: ['<rootDir>/app/*.jest.tsx'],
  setupFilesAfterEnv: ['<rootDir>/support/phone.js', 'wirehooks/testing/setup'],
  transformIgnorePatterns: ['node_modules/(?!(react-native(-url-polyfill)?|@react-native(-community)?)/)'],
  moduleNameMapper: {
    // The preset is that of React Native 0.87: 0.88 has this entry besides.
    '^react-native/react-private-interface$': '<rootDir>/node_modules/react-native/src/react-private-interface.js',
    // The file of socket.io-client that Metro takes, by the field `browser` of its package.json.
    '^socket\\.io-client$': '<rootDir>/node_modules/socket.io-client/dist/socket.io.js',
  },
}
