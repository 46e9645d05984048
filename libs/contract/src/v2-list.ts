/** A page of a v2 list as it is on the wire (API reference, "Pagination" of v2): the SDK's types tell of v1's alone. */
export interface V2List<T> {
  data: T[];
  next_page_url: string | null;
  previous_page_url: string | null;
}
