import { createRoot } from 'react-dom/client'
import { Chat } from './Chat'

const root = document.getElementById('root')
const url = new URLSearchParams(location.search).get('url')
if (root && url) createRoot(root).render(<Chat url={url} />)
