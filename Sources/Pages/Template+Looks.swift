extension Template {
  /// Two colour schemes, on screens and on paper. Text has a contrast of 4.5:1 or more.
  static let style = """
    :root { color-scheme: light dark; --text: #1b1b1b; --back: #ffffff; --soft: #555555;
      --line: #c8c8c8; --head: #f0f3f6; --link: #00558b; --warn: #fff3df; --warnline: #b45f06; }
    @media (prefers-color-scheme: dark) {
      :root { --text: #e8e8e8; --back: #16181b; --soft: #b4b4b4; --line: #4a4d52;
        --head: #25292e; --link: #7cc0f0; --warn: #3a2c14; --warnline: #e0a050; } }
    body { font: 16px/1.5 "DejaVu Sans", system-ui, sans-serif; color: var(--text);
      background: var(--back); max-width: 76rem; margin: 0 auto; padding: 1rem; }
    h1 { font-size: 1.7rem; overflow-wrap: anywhere; } h2 { font-size: 1.35rem; margin-top: 2.2rem; }
    h3 { font-size: 1.1rem; margin-top: 1.8rem; }
    .skip { position: absolute; left: -999rem; } .skip:focus { position: static; }
    a { color: var(--link); }
    .question { color: var(--soft); max-width: 46rem; overflow-wrap: anywhere; }
    .answer { font-size: 1.15rem; max-width: 46rem; border-left: 4px solid var(--link);
      padding-left: 0.8rem; overflow-wrap: anywhere; }
    .warning { background: var(--warn); border-left: 4px solid var(--warnline); padding: 0.4rem 0.8rem; }
    .scroll { overflow-x: auto; margin-top: 1rem; }
    table { border-collapse: collapse; font-size: 0.86rem; width: 100%; }
    caption { text-align: left; font-weight: bold; padding: 0.3rem 0; }
    th, td { border-bottom: 1px solid var(--line); padding: 0.25rem 0.5rem; text-align: left;
      vertical-align: top; overflow-wrap: break-word; }
    td { min-width: 3.2rem; max-width: 22rem; } td.text:first-child { min-width: 6.5rem; }
    th { background: var(--head); vertical-align: bottom; overflow-wrap: normal; }
    td.number { white-space: nowrap; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    th button { font: inherit; font-weight: bold; color: inherit; background: none; border: 0;
      padding: 0; text-align: inherit; cursor: pointer; }
    th button::after { content: ""; }
    th[aria-sort="ascending"] button::after { content: " \\25B2"; }
    th[aria-sort="descending"] button::after { content: " \\25BC"; }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
    .remark, figcaption { color: var(--soft); font-size: 0.86rem; }
    figure { margin: 1.2rem 0; max-width: 66rem; }
    figure .scroll { margin: 0; }
    figure svg { width: 100%; min-width: 40rem; height: auto; display: block; background: #ffffff; border: 1px solid var(--line);
      box-sizing: border-box; }
    dl > div { display: flex; gap: 0.8rem; border-bottom: 1px solid var(--line); padding: 0.2rem 0; }
    dt { flex: 0 0 11rem; font-weight: bold; overflow-wrap: anywhere; }
    @media (max-width: 30rem) { dl > div { display: block; } }
    dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
    pre { background: var(--head); padding: 0.6rem; overflow-x: auto; font-size: 0.8rem; }
    summary { cursor: pointer; font-weight: bold; margin-top: 1rem; }
    footer { color: var(--soft); margin-top: 3rem; border-top: 1px solid var(--line); }
    @page { size: A4; margin: 14mm; }
    @media print {
      :root { color-scheme: light; --text: #000000; --back: #ffffff; --soft: #444444; --line: #bbbbbb;
        --head: #f0f0f0; --link: #000000; --warn: #ffffff; --warnline: #000000; }
      html { font-size: 10pt; } body { font-size: 10pt; max-width: none; padding: 0; }
      table { font-size: 7pt; } td { overflow-wrap: anywhere; } th { overflow-wrap: break-word; }
      th, td { padding: 0.15rem 0.25rem; } .scroll { overflow: visible; }
      td { min-width: 0; max-width: none; }
      td.text, td.text:first-child { min-width: 8ch; }
      td.number { white-space: normal; } th button { display: contents; }
      figure svg { max-height: 240mm; min-width: 0; }
      thead { display: table-header-group; } tr, figure, dl > div { break-inside: avoid; }
      h2, h3, caption { break-after: avoid; }
      details:not([open]) > summary { font-weight: normal; list-style: none; }
      details:not([open]) > summary::after { content: ": not printed, as it was closed"; }
      .skip { display: none; }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; }
    }
    """

  /// Sorts a table when the head of a column is pressed: by numbers where there are some, else by texts,
  /// with numbers in them counting as numbers.
  static let script = """
    "use strict";
    for (const button of document.querySelectorAll("th button")) {
      button.addEventListener("click", () => {
        const head = button.closest("th");
        const table = head.closest("table");
        const column = [...head.parentNode.children].indexOf(head);
        const isDown = head.getAttribute("aria-sort") === "ascending";
        for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
        const body = table.tBodies[0];
        const rows = [...body.rows].map((row) => {
          const cell = row.cells[column];
          const order = cell.dataset.order;
          const number = order === "" ? NaN : order === "inf" ? Infinity : Number(order);
          return { row, number, text: cell.textContent };
        });
        const compare = (a, b) => {
          if (Number.isNaN(a.number) !== Number.isNaN(b.number)) return Number.isNaN(a.number) ? 1 : -1;
          const first = Number.isNaN(a.number)
            ? a.text.localeCompare(b.text, "en", { numeric: true })
            : a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
          return isDown ? -first : first;
        };
        rows.sort(compare);
        body.append(...rows.map((entry) => entry.row));
      });
    }
    """
}
