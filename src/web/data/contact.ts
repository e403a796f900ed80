import { useMutation } from '@tanstack/react-query'
import { ContactForm, contact } from '#contract/contact'
import type { ApiFault } from './api-fault.ts'
import { request } from './client.ts'

export { ContactForm }

export function useSendContact() {
  return useMutation<{ message: string }, ApiFault, ContactForm>({
    mutationFn: (body) => request(contact.send, { body }),
  })
}
