def page(results, applications):
    return "# Real builds\n"
