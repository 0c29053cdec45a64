/** The columns of a table. */
import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly title: string;
  /** Of CSS. Columns without a width share the rest. */
  readonly width?: string;
  readonly isNumber?: boolean;
  readonly show: (row: Row) => ComponentChildren;
}

export interface TableProps<Row> {
  /** What the table shows, for people who hear it. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string | number;
  /** The address that the first cell of a row leads to. */
  readonly addressOf?: (row: Row) => string;
  /** What to say without rows. */
  readonly empty: ComponentChildren;
}
