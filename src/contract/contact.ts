import { z } from 'zod'
import { ContactMessage } from '#model/contact'
import { anyone, route } from './route.ts'

export const ContactForm = ContactMessage.extend({
  /** A field that people do not see; one who fills it in is told that all is well, and nothing is kept. */
  website: z.string().max(200).optional(),
})
export type ContactForm = z.input<typeof ContactForm>

export const contact = {
  send: route({
    method: 'post',
    path: '/api/contact',
    summary: 'Send us a message; it is kept whether or not mail is up',
    access: anyone,
    body: ContactForm,
    answer: z.object({ message: z.string() }),
  }),
} as const
