import type { Plugin } from 'vite'
import { readDocstrings } from './docstrings.ts'

const name = 'virtual:docstrings'

/** Has pages import the docstrings of the package: `import docstrings from 'virtual:docstrings'`. */
export function docstringsPlugin(): Plugin {
  let code: string | undefined
  return {
    name: 'docstrings',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined
      // Tests show no documentation, and need not wait for it.
      code ??= `export default ${JSON.stringify(process.env.VITEST ? {} : readDocstrings())}`
      return code
    },
  }
}
