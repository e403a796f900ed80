import { z } from 'zod'

// For workers, which `public/boot.js` does not reach. Acts when imported, and must be imported first: zod tries
// `new Function` when the first object schema is made, which the page's policy forbids and reports.
z.config({ jitless: true })
