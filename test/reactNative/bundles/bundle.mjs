// node bundles/bundle.mjs entry platform out [bare]: as React Native bundles an application for production; `bare` without what it loads first.
import { fileURLToPath } from 'node:url'
import Metro from 'metro'

const [entry, platform, out, bare] = process.argv.slice(2)
const cwd = fileURLToPath(new URL('..', import.meta.url))
const config = await Metro.loadConfig({ cwd, config: `${cwd}metro.config.js` })
const options = { entry, platform, dev: false, minify: false, out: out.replace(/\.js$/, '') }
if (bare) {
  config.serializer.getModulesRunBeforeMainModule = () => []
  config.serializer.getPolyfills = () => []
}
config.reporter = { update() {} }
await Metro.runBuild(config, options)
