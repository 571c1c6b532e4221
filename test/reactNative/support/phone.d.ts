/** One that streams, as that of Expo does. */
declare const fetchOfNode: typeof fetch
