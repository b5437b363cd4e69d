/** The fields of a form post and, of a multipart one, its file. */
export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly file?: { readonly name: string; readonly content: string };
}

/** Reads either kind of form the vendor takes. */
export function formOf(contentType: string, body: Buffer): Form {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  const text = body.toString('utf8');
  return boundary === undefined ? { fields: new Map(new URLSearchParams(text)) } : multipart(text, boundary);
}

function multipart(text: string, boundary: string): Form {
  const fields = new Map<string, string>();
  let file: Form['file'];
  for (const part of text.split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n');
    const head = part.slice(0, end);
    const content = part.slice(end + 4, -2);
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? '';
    const fileName = /filename="([^"]*)"/.exec(head)?.[1];
    if (fileName === undefined) fields.set(name, content);
    else if (name === 'File') file = { name: fileName, content };
  }
  return file === undefined ? { fields } : { fields, file };
}
