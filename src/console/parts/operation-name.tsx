/** An operation with its service behind it, because the start is what one reads. */

/** @param name such as `User/GetAccessToken`. */
export function OperationName({ name }: { readonly name: string }) {
  const [service, operation = ''] = name.split('/');
  if (operation === '') return <span title={name}>{name}</span>;
  return (
    <span title={name}>
      {operation} <span class="quiet">{service}</span>
    </span>
  );
}
