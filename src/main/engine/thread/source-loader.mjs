import { register } from 'tsx/esm/api'

// Lets a thread run TypeScript as it is: `--import tsx` does so in a main thread only.
register()
