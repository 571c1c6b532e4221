// After a build: the source maps of CommonJS name one file by its place on this machine. Now they name it by where it is beside them.

import { readdirSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { fromRoot, readJson } from './setup/machine.mjs'

const dist = fromRoot('dist')
for (const name of readdirSync(dist).filter((file) => file.endsWith('.map'))) {
  const { file, sources, ...rest } = readJson(join(dist, name))
  const map = { ...rest, file: fromDist(file), sources: sources.map(fromDist) }
  writeFileSync(join(dist, name), JSON.stringify(map))
}

function fromDist(path) {
  return path && isAbsolute(path) ? relative(dist, path) : path
}
