import type { Plugin } from 'vite'
import { readDocstrings } from './docstrings.ts'

const name = 'virtual:docstrings'

/** Has pages import the docstrings of the package: `import docstrings from 'virtual:docstrings'`. */
export function docstringsPlugin(): Plugin {
  let code: string | undefined
  let isTest = false
  return {
    name: 'docstrings',
    configResolved({ mode }) {
      isTest = mode === 'test'
    },
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined
      // Tests show no documentation, and need not wait for it.
      code ??= `export default ${JSON.stringify(isTest ? {} : readDocstrings())}`
      return code
    },
  }
}
