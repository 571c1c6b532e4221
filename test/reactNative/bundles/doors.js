// Everything that an application on a phone can import. Where nothing used it, nothing of it would be bundled.
import * as wirehooks from 'wirehooks'
import * as reactNative from 'wirehooks/react-native'
import * as socketIO from 'wirehooks/socket.io'
import * as supabase from 'wirehooks/supabase'
import * as table from 'wirehooks/supabase/table'
import * as vanilla from 'wirehooks/vanilla'

globalThis.doors = { wirehooks, reactNative, socketIO, supabase, table, vanilla }
