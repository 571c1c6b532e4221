// Lets a program have wirehooks as it would from npm, straight from the source:
//
//   node --import ./scripts/fromSource.mjs examples/presence-board/server.mjs

import { registerHooks } from 'node:module'

registerHooks({
  resolve(specifier, context, next) {
    const [isDoor, door = 'index'] = /^wirehooks(?:\/(.+))?$/.exec(specifier) ?? []
    if (isDoor) return next(new URL(`../src/${door.replaceAll('/', '.')}.ts`, import.meta.url).href, context)
    // Node wants the whole name of a file, TypeScript does not.
    const isShort = specifier.startsWith('.') && !specifier.endsWith('.ts') && context.parentURL?.endsWith('.ts')
    return next(isShort ? `${specifier}.ts` : specifier, context)
  },
})
