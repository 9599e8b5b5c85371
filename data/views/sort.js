document.querySelectorAll("thead button").forEach(function (button) {
  button.addEventListener("click", function () {
    var cell = button.parentNode, body = cell.closest("table").tBodies[0], column = cell.cellIndex;
    var down = cell.getAttribute("aria-sort") === "ascending";
    cell.parentNode.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
    cell.setAttribute("aria-sort", down ? "descending" : "ascending");
    Array.from(body.rows).sort(function (one, other) {
      var a = one.cells[column], b = other.cells[column], x = a.dataset.n, y = b.dataset.n;
      var order = x && y ? x - y : (x ? 1 : 0) - (y ? 1 : 0) || a.textContent.localeCompare(b.textContent);
      return down ? -order : order;
    }).forEach(function (row) { body.appendChild(row); });
  });
});
