// After a build: what the source imports with `import()` is imported so in CommonJS, too. tsup makes a `require()` of it, which
// webpack cannot leave alone: it would look for the module in the bundle.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromRoot, stop } from './setup/machine.mjs'

/** What tsup writes in the place of `import(…)`. */
const required = /Promise\.resolve\(\)\.then\(\(\) => _interopRequireWildcard\(require\((.*?)\)\)\)/gs

const dist = fromRoot('dist')
const built = readdirSync(dist)
const wanted = countIn('.js', /\bimport\(/g)
for (const name of filesOf('.cjs')) {
  const code = readFileSync(join(dist, name), 'utf8')
  const mended = code.replaceAll(required, 'import($1)')
  if (mended !== code) writeFileSync(join(dist, name), mended)
}
const found = countIn('.cjs', /\bimport\(/g)
if (found !== wanted)
  stop(`expected ${wanted} import() in the CommonJS files of dist, as its ES modules have, got ${found}`)

function filesOf(ending) {
  return built.filter((name) => name.endsWith(ending))
}

function countIn(ending, pattern) {
  const counts = filesOf(ending).map((name) => readFileSync(join(dist, name), 'utf8').match(pattern)?.length ?? 0)
  return counts.reduce((sum, count) => sum + count, 0)
}
