/// The templates of the page, in Mustache: `{{name}}` is escaped, `{{{name}}}` is not. They are part of
/// the program, so that it needs no file beside it.
enum Template {
  static let page = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="generator" content="apus {{version}}">
    <title>{{title}}</title>
    <style>
    {{> style}}
    </style>
    </head>
    <body>
    <a class="skip" href="#main">Skip to the answer</a>
    <header><h1>{{title}}</h1></header>
    <main id="main">
    {{#isSeveral}}
    <section aria-labelledby="beside">
    <h2 id="beside">Beside each other</h2>
    {{#comparison}}
    {{> table}}
    {{/comparison}}
    {{#comparisonFigure}}
    {{> figure}}
    {{/comparisonFigure}}
    </section>
    {{/isSeveral}}
    {{#sections}}
    {{> section}}
    {{/sections}}
    <section aria-labelledby="accuracy">
    <h2 id="accuracy">How far the numbers can be trusted</h2>
    <p>{{scope}}</p>
    {{#accuracy}}
    {{> table}}
    {{/accuracy}}
    {{#noAccuracy}}
    <p>{{noAccuracy}}</p>
    {{/noAccuracy}}
    </section>
    </main>
    <footer><p>Written by apus {{version}}, a simulator of VM migration.</p></footer>
    <script>
    {{> script}}
    </script>
    </body>
    </html>

    """

  static let section = """
    <section class="results" aria-labelledby="results-{{number}}">
    <h2 id="results-{{number}}">{{#isSeveral}}{{name}}: the answer{{/isSeveral}}{{^isSeveral}}The answer{{/isSeveral}}</h2>
    {{#remarks}}
    <p class="warning"><strong>Note:</strong> {{text}}</p>
    {{/remarks}}
    {{#question}}
    <p class="question">{{question}}</p>
    {{/question}}
    <p class="answer">{{answer}}</p>
    {{#tellsOutcomes}}
    <h3>What did not finish</h3>
    {{#failures}}
    {{> table}}
    {{/failures}}
    {{#noFailures}}
    <p>{{text}}</p>
    {{/noFailures}}
    {{#unmoved}}
    <p>{{text}}</p>
    {{/unmoved}}
    {{/tellsOutcomes}}
    <h3>Tables</h3>
    {{#tables}}
    {{> table}}
    {{/tables}}
    {{#migrations}}
    {{> table}}
    {{/migrations}}
    {{#noMigrations}}
    <p class="remark">The scenario has only some tables written (tables): single migrations are not told.</p>
    {{/noMigrations}}
    <h3>Figures</h3>
    {{#noFigures}}
    <p class="warning"><strong>Note:</strong> there was no gnuplot to draw the figures with; install gnuplot-nox and write the page again.</p>
    {{/noFigures}}
    {{#figures}}
    {{> figure}}
    {{/figures}}
    <h3>What was assumed</h3>
    {{#noScenario}}
    <p class="warning"><strong>Note:</strong> the scenario was not at hand when the page was written; name it with --scenario.</p>
    {{/noScenario}}
    {{#assumptions}}
    {{#notes}}
    <p>{{text}}</p>
    {{/notes}}
    <dl>
    {{#lines}}
    <div><dt>{{name}}</dt><dd>{{text}}</dd></div>
    {{/lines}}
    </dl>
    <p>What the scenario does not say has the default that <code>apus schema</code> gives.</p>
    <details><summary>The whole scenario</summary>
    <pre tabindex="0">{{text}}</pre>
    {{#hasRest}}
    <p class="remark">{{rest}}</p>
    {{/hasRest}}
    </details>
    {{/assumptions}}
    <h3>How to run it again</h3>
    <pre tabindex="0">{{commands}}</pre>
    <p>Seed {{seed}}, {{replications}}, apus {{version}}, scenario {{hash}}; the CSV files lie in {{folder}}. Equal scenarios and seeds give equal numbers.</p>
    </section>

    """

  static let table = """
    {{#isFolded}}
    <details><summary>{{caption}}</summary>
    {{/isFolded}}
    <div class="scroll" role="region" aria-label="{{label}}" tabindex="0">
    <table>
    <caption>{{caption}}</caption>
    <thead><tr>{{#columns}}<th scope="col" class="{{class}}"><button type="button">{{title}}</button></th>{{/columns}}</tr></thead>
    <tbody>
    {{#rows}}
    <tr>{{#cells}}<td class="{{class}}" data-order="{{order}}">{{text}}</td>{{/cells}}</tr>
    {{/rows}}
    </tbody>
    </table>
    </div>
    {{#hasRemark}}
    <p class="remark">{{remark}}</p>
    {{/hasRemark}}
    {{#isFolded}}
    </details>
    {{/isFolded}}

    """

  static let figure = """
    <figure id="{{id}}">
    <div class="scroll" role="group" aria-label="{{title}}" tabindex="0">
    {{{svg}}}
    </div>
    <figcaption>Figure {{number}}. {{title}}.{{#remarks}} {{text}}.{{/remarks}}</figcaption>
    </figure>

    """
}
