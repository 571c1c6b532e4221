// Bundles a program for Node with one of the bundlers: node bundle.mjs webpack program.mjs bundle.cjs

import { basename, dirname } from 'node:path'
import commonjs from '@rollup/plugin-commonjs'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rspack } from '@rspack/core'
import { build } from 'esbuild'
import { rollup } from 'rollup'
import webpack from 'webpack'

/** Each takes the path of a program, and writes its bundle to a path. */
const bundlers = {
  webpack: (program, bundle) => bundleWith(webpack, program, bundle),
  rspack: (program, bundle) => bundleWith(rspack, program, bundle),
  esbuild: (program, bundle) =>
    build({ entryPoints: [program], outfile: bundle, bundle: true, platform: 'node', format: 'cjs', minify: true }),
  async rollup(program, bundle) {
    const plugins = [nodeResolve({ exportConditions: ['node'] }), commonjs({ ignoreDynamicRequires: true })]
    const built = await rollup({ input: program, plugins })
    await built.write({ file: bundle, format: 'cjs', inlineDynamicImports: true })
  },
}

const [name, program, bundle] = process.argv.slice(2)
await bundlers[name](program, bundle)

/** Rspack takes what webpack takes. */
async function bundleWith(compiler, program, bundle) {
  const output = { path: dirname(bundle), filename: basename(bundle) }
  const stats = await new Promise((resolve, reject) => {
    compiler({ mode: 'production', target: 'node18', entry: program, output }, (error, done) => {
      if (error) reject(error)
      else resolve(done)
    })
  })
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }))
}
