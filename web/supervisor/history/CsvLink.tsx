// The same table as a file.
import Icon from "@cloudscape-design/components/icon";

export function CsvLink({ address }: { address: string }) {
  return (
    <a className="small-button csv" href={`${address}&format=csv`} download>
      <Icon name="download" size="small" /> Download CSV
    </a>
  );
}
