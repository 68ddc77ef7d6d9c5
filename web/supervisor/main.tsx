// The supervisor's board: starts the theme and the page.
document.getElementById("page")?.append("The board is on its way.");
