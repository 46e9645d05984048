/** Metadata as documents hold it. */
export type Metadata = Record<string, string>;

/** Metadata as parameters bring it: `''` for a key removes the key, `''` for all of it removes every key. */
export type MetadataParam = Record<string, string | number | null> | '' | null | undefined;

/** Merges `param` into `metadata` (API reference, "Metadata"). Undefined leaves it as it is. */
export function mergeMetadata(metadata: Metadata, param: MetadataParam): Metadata {
  if (param === undefined) return metadata;
  if (param === '' || param === null) return {};
  const merged = { ...metadata };
  for (const [key, value] of Object.entries(param)) {
    if (value === '' || value === null) delete merged[key];
    else merged[key] = String(value);
  }
  return merged;
}
