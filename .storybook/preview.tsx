import type { Preview, StoryContext } from '@storybook/react-vite'
import { configure } from 'storybook/test'
import { checkOtherTheme } from './checkOtherTheme'
import { Docs } from './Docs'
import { documentOptions, Page } from './Page'
import { networks } from './network'
import { withTheme } from './theme'
import { withCaption } from './withCaption'
import { loadServers, resetServers, startWorker, withNetwork } from './withNetwork'
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet gives nothing
import '../stories/styles/index.css'

const sources = import.meta.glob<string>('../stories/**/*.stories.tsx', { query: '?raw', import: 'default' })

await startWorker()
// Two cores may be busy with much else.
configure({ asyncUtilTimeout: 10_000 })

const preview: Preview = {
  tags: ['autodocs'],
  loaders: [loadServers],
  // The last one is the outermost.
  decorators: [withNetwork, withCaption, withTheme],
  globalTypes: {
    network: {
      description: 'The network between the story and its server',
      toolbar: {
        title: 'Network',
        icon: 'lightning',
        dynamicTitle: true,
        items: Object.entries(networks).map(([value, { title }]) => ({ value, title })),
      },
    },
    theme: {
      description: 'Light or dark',
      toolbar: {
        title: 'Theme',
        icon: 'circlehollow',
        dynamicTitle: true,
        items: [
          { value: 'system', title: 'As the system', icon: 'browser' },
          { value: 'light', title: 'Light', icon: 'sun' },
          { value: 'dark', title: 'Dark', icon: 'moon' },
        ],
      },
    },
  },
  initialGlobals: { network: 'online', theme: 'system' },
  argTypesEnhancers: [documentOptions],
  // On a page with several stories, what one leaves behind may be another's.
  beforeEach: ({ viewMode, parameters }) => (viewMode === 'docs' ? undefined : () => resetServers(parameters)),
  afterEach: checkOtherTheme,
  parameters: {
    a11y: { test: 'error' },
    actions: { disable: true },
    backgrounds: { disable: true },
    controls: { disable: true },
    docs: {
      container: Docs,
      page: Page,
      source: {
        type: 'code',
        /** All of the file: of a story alone one would see no hook. */
        transform: (code: string, { parameters }: StoryContext) => sources[`.${parameters.fileName}`]?.() ?? code,
      },
    },
    layout: 'fullscreen',
    options: {
      storySort: {
        order: [
          'Introduction',
          'Guides',
          'Hooks',
          'Readers',
          'Connection',
          'Presence',
          'Labs',
          'Case studies',
          'Reference',
        ],
      },
    },
  },
}

export default preview
