"""What can be done with the commands of RUN instructions: join them, split them, write them another way."""
