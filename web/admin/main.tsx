// The administrator's pages: starts the theme and the page.
document.getElementById("page")?.append("The pages for administrators are on their way.");
