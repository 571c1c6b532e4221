import { base, tsconfig } from './base.mjs'

export default { ...base, transform: { '\\.tsx?$': ['ts-jest', { tsconfig: { ...tsconfig, module: 'CommonJS' } }] } }
