// After a build: the types that both `wirehooks` and `wirehooks/vanilla` export are taken from the latter. The bundler of types has
// taken them from the former, for the order of the alphabet, and so a test kit without React needed the types of React.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromRoot } from './setup/machine.mjs'

const dist = fromRoot('dist')
for (const ending of ['.d.ts', '.d.cts']) {
  const [index, vanilla] = ending === '.d.ts' ? ['index.js', 'vanilla.js'] : ['index.cjs', 'vanilla.cjs']
  const known = exportedBy(`vanilla${ending}`)
  for (const name of readdirSync(dist).filter((file) => file.endsWith(ending))) {
    const types = read(name)
    const better = types.replaceAll(/^import (?:type )?\{(.+?)\} from '\.\/(.+?)';$/gm, (line, names, door) => {
      const isVanilla = namesIn(names, 0).every((imported) => known.has(imported))
      return door === index && isVanilla ? line.replace(`'./${index}'`, `'./${vanilla}'`) : line
    })
    if (better !== types) writeFileSync(join(dist, name), better)
  }
}

function exportedBy(file) {
  return new Set([...read(file).matchAll(/^export (?:type )?\{(.+?)\}/gm)].flatMap(([, names]) => namesIn(names, -1)))
}

/** Of `Clock as C`, 0 is what a file exports the type as, and -1 what it is called here, or exported as from here. */
function namesIn(list, place) {
  return list.split(',').map((part) =>
    part
      .trim()
      .replace(/^type /, '')
      .split(' as ')
      .at(place),
  )
}

function read(name) {
  return readFileSync(join(dist, name), 'utf8')
}
