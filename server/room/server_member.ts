/** Number of the server itself where a member is asked for: it is none. */
export const SERVER_MEMBER = 0;
